import { PricingClient, paginateGetProducts } from "@aws-sdk/client-pricing";
import { z } from "zod";
import { endpointOfService } from "#lib/aws/client/target";
import type { PriceList, PriceTier } from "#lib/core/network/services/price-list";
import type { Read } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Caller, type Service, Skipped } from "./attempt";

const PRICING: Service = { id: "pricing", name: "the Price List", actions: "pricing:GetProducts" };

/** Price List API reference, GetProducts: up to 100 on a page. */
const PAGE = 100;

/** Of each family the usage types of a zone, whatever the Region's prefix: not those of Gateway Load Balancers and the like. */
const USAGE = {
  endpointZoneHour: { ServiceCode: "AmazonVPC", family: "VpcEndpoint", type: /(^|-)VpcEndpoint-Hours$/ },
  endpointGb: { ServiceCode: "AmazonVPC", family: "VpcEndpoint", type: /(^|-)VpcEndpoint-Bytes$/ },
  natGatewayHour: { ServiceCode: "AmazonEC2", family: "NAT Gateway", type: /(^|-)NatGateway-Hours$/ },
  natGatewayGb: { ServiceCode: "AmazonEC2", family: "NAT Gateway", type: /(^|-)NatGateway-Bytes$/ },
} as const;

/** What Postern reads of a product; the Price List has much more. */
const productSchema = z.object({
  product: z.object({ attributes: z.object({ usagetype: z.string(), locationType: z.string().optional() }) }),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.object({
        priceDimensions: z.record(
          z.string(),
          z.object({
            beginRange: z.string().optional(),
            endRange: z.string().optional(),
            pricePerUnit: z.object({ USD: z.coerce.number() }),
          }),
        ),
      }),
    ),
  }),
  publicationDate: z.string(),
});
type Product = z.infer<typeof productSchema>;

/** The Region's list prices in USD. Skipped in China and GovCloud, where the Price List API is not to be had. */
export async function readPrices(target: Target): Promise<Read<PriceList>> {
  const endpoint = await endpointOfService(process.env, target, PRICING.id);
  if (endpoint === null && !hasPriceList(target.region)) {
    return { state: "skipped", why: `the Price List API has no endpoint for ${target.region}` };
  }
  return attempt(target, PRICING, async (caller) => {
    const client = new PricingClient({ ...caller.config, region: nearestEndpoint(target.region) });
    try {
      const [endpoints, nats] = await Promise.all([
        products(client, target.region, USAGE.endpointGb, caller),
        products(client, target.region, USAGE.natGatewayGb, caller),
      ]);
      return listFrom(target.region, [...endpoints, ...nats]);
    } finally {
      client.destroy();
    }
  });
}

const hasPriceList = (region: string): boolean => /^(us|eu|ap|ca|sa|me|af|il|mx)-(?!gov|iso)/.test(region);

/** Price List API: endpoints in three Regions, all with the same data (AWS General Reference). */
function nearestEndpoint(region: string): string {
  if (/^(eu|me|af|il)-/.test(region)) return "eu-central-1";
  return region.startsWith("ap-") ? "ap-south-1" : "us-east-1";
}

async function products(
  client: PricingClient,
  region: string,
  { ServiceCode, family }: (typeof USAGE)[keyof typeof USAGE],
  { abortSignal }: Caller,
): Promise<Product[]> {
  const Filters = Object.entries({ regionCode: region, productFamily: family }).map(([Field, Value]) => ({
    Type: "TERM_MATCH" as const,
    Field,
    Value,
  }));
  const found: Product[] = [];
  const paging = { client, pageSize: PAGE, stopOnSameToken: true };
  for await (const page of paginateGetProducts(paging, { ServiceCode, Filters }, { abortSignal })) {
    for (const text of page.PriceList ?? []) {
      const product = productSchema.safeParse(JSON.parse(String(text)));
      if (product.success) found.push(product.data);
    }
  }
  return found;
}

/** Throws `Skipped` when one of the prices is missing: prices of two lists do not go together. */
function listFrom(region: string, found: readonly Product[]): PriceList {
  const inRegion = found.filter(({ product }) => (product.attributes.locationType ?? "AWS Region") === "AWS Region");
  const used: Product[] = [];
  const tiers = (name: keyof typeof USAGE): PriceTier[] => {
    const product = inRegion.find(({ product: { attributes } }) => USAGE[name].type.test(attributes.usagetype));
    if (!product) throw new Skipped(`the Price List has no complete prices of ${region}`);
    used.push(product);
    return tiersOf(product);
  };
  const single = (name: keyof typeof USAGE): number => tiers(name)[0]?.usd ?? 0;
  return {
    region,
    source: "price-list-api",
    endpointZoneHour: single("endpointZoneHour"),
    endpointGb: tiers("endpointGb"),
    natGatewayHour: single("natGatewayHour"),
    natGatewayGb: single("natGatewayGb"),
    // The oldest of the files that they are from.
    asOf: used.map(({ publicationDate }) => publicationDate.slice(0, 10)).sort()[0] ?? "",
  };
}

function tiersOf({ terms }: Product): PriceTier[] {
  return Object.values(terms.OnDemand)
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .map(({ beginRange = "0", endRange = "Inf", pricePerUnit }) => ({
      from: Number(beginRange),
      upToGb: endRange === "Inf" ? null : Number(endRange),
      usd: pricePerUnit.USD,
    }))
    .sort((a, b) => a.from - b.from)
    .map(({ upToGb, usd }) => ({ upToGb, usd }));
}
