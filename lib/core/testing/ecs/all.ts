/** All workloads for tests, by what they are about. */
import { capacity } from "./capacity";
import { storageAndFeatures } from "./features";
import { images } from "./images";
import { logs } from "./logs";
import { sensitive } from "./sensitive";

export const workloadCases = {
  images,
  logs,
  "secrets and files": sensitive,
  "storage and features": storageAndFeatures,
  "capacity and network": capacity,
};

export const allCases = Object.values(workloadCases).flat();
