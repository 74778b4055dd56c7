import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewKey, Scope } from "../../api/key-questions.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface NewKeyFormProps {
  /** The first key must be able to make others. */
  readonly isFirst: boolean;
  /** The only project that one may make keys for; absent = any. */
  readonly boundTo: string | undefined;
  readonly isBusy: boolean;
  readonly failure: string | undefined;
  readonly onMake: (wanted: NewKey) => void;
  readonly onCancel: () => void;
}

const SCOPES: readonly Scope[] = ["ingest", "read", "admin"];
const AGES = ["Never", "30d", "90d", "365d"] as const;

/** What a new key shall be called, open and last. */
export function NewKeyForm(props: NewKeyFormProps) {
  const { isFirst, boundTo, isBusy, failure, onMake, onCancel } = props;
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(isFirst ? ["admin"] : ["ingest"]);
  const [project, setProject] = useState(boundTo ?? "");
  const [age, setAge] = useState<(typeof AGES)[number]>("Never");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (scopes.length === 0) return;
    onMake({
      name,
      scopes: [...scopes],
      ...(project !== "" && !isFirst && { project }),
      ...(age !== "Never" && { expiresIn: age }),
    });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <TextField
        isRequired
        label={t("access.name")}
        note={t("access.nameNote")}
        maxLength={128}
        value={name}
        onChange={setName}
      />
      <ScopeChoice scopes={scopes} isFirst={isFirst} onChange={setScopes} />
      {boundTo === undefined && !isFirst && (
        <TextField
          label={t("access.project")}
          note={t("access.projectNote")}
          maxLength={128}
          value={project}
          onChange={setProject}
        />
      )}
      <Choice
        label={t("access.expiry")}
        value={age}
        options={AGES.map((one) => [one, t(`access.expires${one}`)])}
        onChoose={setAge}
      />
      {failure !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {failure}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t("access.cancel")}</Button>
        <Button type="submit" look="main" isBusy={isBusy}>
          {t("access.make")}
        </Button>
      </div>
    </form>
  );
}

interface ScopeChoiceProps {
  readonly scopes: readonly Scope[];
  readonly isFirst: boolean;
  readonly onChange: (scopes: readonly Scope[]) => void;
}

function ScopeChoice({ scopes, isFirst, onChange }: ScopeChoiceProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs text-quiet">{t("access.scopes")}</legend>
      {SCOPES.map((scope) => (
        <label key={scope} className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={scopes.includes(scope)}
            disabled={isFirst}
            onChange={({ target }) =>
              onChange(SCOPES.filter((one) => (one === scope ? target.checked : scopes.includes(one))))
            }
          />
          {t(`access.scopeAbout.${scope}`)}
        </label>
      ))}
      {isFirst && <p className="text-xs text-quiet">{t("access.firstIsAdmin")}</p>}
      {scopes.length === 0 && (
        <p role="alert" className="text-xs text-bad">
          {t("access.needsScope")}
        </p>
      )}
    </fieldset>
  );
}
