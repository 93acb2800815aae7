import { bacnetLiftFaultList } from "./bacnet-lift-fault.ts";
import type { CodeList } from "./code-list.ts";
import { dtuHexList } from "./dtu-hex.ts";
import { faultPostList } from "./fault-post.ts";
import { fourDigitList } from "./four-digit.ts";
import { gb24476List } from "./gb24476-2017.ts";
import { governList } from "./govern.ts";
import { propertyFlagsList } from "./property-flags.ts";
import { provincialList } from "./provincial.ts";
import { rtuList } from "./rtu.ts";
import { shanghaiList } from "./shanghai.ts";

/** The lists that the canonical interface may name as `codeList`. */
export const codeLists: ReadonlyMap<string, CodeList> = new Map(
  [
    gb24476List,
    shanghaiList,
    provincialList,
    faultPostList,
    governList,
    rtuList,
    dtuHexList,
    fourDigitList,
    propertyFlagsList,
    bacnetLiftFaultList,
  ].map((list) => [list.name, list]),
);
