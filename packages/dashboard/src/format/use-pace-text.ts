import { useTranslation } from "react-i18next";
import type { CallsPace } from "./calls-pace.ts";
import { useFormat } from "./use-format.ts";

/** How fast calls come, in the language of the pages; nothing where there are none. */
export function usePaceText(): (pace: CallsPace) => string | undefined {
  const { t } = useTranslation();
  const { rate, duration } = useFormat();
  return (pace) => {
    switch (pace.per) {
      case "second":
        return t("overview.pace.second", { second: rate(pace.perSecond), minute: rate(pace.perMinute) });
      case "minute":
      case "hour":
        return t(`overview.pace.${pace.per}`, { rate: rate(pace.rate) });
      case "apart":
        return t("overview.pace.apart", { length: duration(pace.apartMs) });
      case "never":
        return undefined;
    }
  };
}
