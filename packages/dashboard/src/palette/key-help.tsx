import { useTranslation } from "react-i18next";
import { PAGES } from "../app/pages.ts";
import { Modal } from "../ui/modal.tsx";

/** What every key does. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal title={t("keys.title")} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        <Key keys="/" text={t("keys.search")} />
        <Key keys="j k" text={t("keys.move")} />
        <Key keys="Enter" text={t("keys.open")} />
        <Key keys="n N" text={t("keys.hits")} />
        <Key keys="[ ]" text={t("keys.neighbours")} />
        <Key keys="p" text={t("keys.pause")} />
        {PAGES.map(({ name, key }) => (
          <Key key={key} keys={`g ${key}`} text={t("keys.go", { page: t(`nav.${name}`) })} />
        ))}
        <Key keys="?" text={t("keys.help")} />
        <Key keys="Esc" text={t("keys.close")} />
      </dl>
    </Modal>
  );
}

function Key({ keys, text }: { readonly keys: string; readonly text: string }) {
  return (
    <>
      <dt className="flex gap-1">
        {keys.split(" ").map((key) => (
          <kbd key={key} className="rounded border border-line bg-raised px-1.5 font-mono text-xs">
            {key}
          </kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </>
  );
}
