import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  auditQuestion,
  type KeyResult,
  keysQuestion,
  MAKING_A_KEY,
  makeKey,
  type NewKey,
} from "../../api/key-questions.ts";
import { sessionQuestion } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { NewKeyForm } from "./new-key-form.tsx";

/** Makes a key, and shows its text the one time that it is known. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuestion);
  const isFirst = session?.isOpen === true;
  const making = useMutation({
    mutationKey: MAKING_A_KEY,
    mutationFn: (wanted: NewKey) => makeKey(wanted, isFirst),
    onSuccess: ({ session: begun }) => {
      if (begun !== undefined) queries.setQueryData(sessionQuestion.queryKey, begun);
      void queries.invalidateQueries(keysQuestion);
      void queries.invalidateQueries(auditQuestion);
    },
  });
  if (making.data !== undefined) return <MadeKeyDialog made={making.data} onClose={onClose} />;
  return (
    <Modal title={t("access.create")} onClose={onClose}>
      <NewKeyForm
        isFirst={isFirst}
        boundTo={session?.project}
        isBusy={making.isPending}
        failure={making.error?.message}
        onMake={making.mutate}
        onCancel={onClose}
      />
    </Modal>
  );
}

function MadeKeyDialog({ made, onClose }: { readonly made: KeyResult; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal isFirm title={t("access.madeTitle", { name: made.key.name })} onClose={onClose}>
      <p className="text-sm">{t("access.madeAbout")}</p>
      {made.session !== undefined && <p className="mt-1 text-sm">{t("access.loggedIn")}</p>}
      <div className="mt-3 flex items-start gap-2 rounded-md bg-raised p-3">
        <code className="min-w-0 flex-1 text-sm break-all select-all">{made.text}</code>
        <CopyButton label={t("state.copy")} text={() => made.text} />
      </div>
      <div className="mt-5 flex justify-end">
        <Button look="main" onClick={onClose}>
          {t("access.done")}
        </Button>
      </div>
    </Modal>
  );
}
