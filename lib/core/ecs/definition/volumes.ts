/** File systems of a task (ECS developer guide, "Storage options for Amazon ECS tasks"). */
import { below, type Derived, type Line, needed, noted, nothing, together } from "../derived";
import type { Volume } from "../model";
import { type Fetch, needsOfReference } from "./sensitive";

/** Volumes on EFS and FSx for Windows File Server; others are the host's, or attached by ECS itself. */
export function needsOfVolumes(volumes: readonly Volume[] | undefined, line: Line, fetch: Fetch): Derived {
  return together((volumes ?? []).map((volume, at) => needsOfVolume(volume, below(line, `[${at}]`), fetch)));
}

function needsOfVolume({ efsVolumeConfiguration: efs, ...volume }: Volume, line: Line, fetch: Fetch): Derived {
  if (efs) {
    const file = `the EFS file system ${efs.fileSystemId ?? ""}`.trim();
    return noted(
      "note",
      `Mounting ${file} needs no endpoint: its mount targets are in the VPC, reached over NFS (TCP 2049).`,
      below(line, "efsVolumeConfiguration"),
      "A container that calls the EFS API itself needs elasticfilesystem: add it to the intent manually.",
    );
  }
  const fsx = volume.fsxWindowsFileServerVolumeConfiguration;
  if (!fsx) return nothing;
  const at = below(line, "fsxWindowsFileServerVolumeConfiguration");
  return together([
    needed("fsx", `the ECS agent looks up the FSx file system ${fsx.fileSystemId ?? ""}`.trim(), at),
    needsOfReference(
      fsx.authorizationConfig?.credentialsParameter,
      "the file system's credentials",
      below(at, "authorizationConfig.credentialsParameter"),
      fetch,
    ),
  ]);
}
