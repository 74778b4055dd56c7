import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { auditQuestion, type Key, keysQuestion, revokeKey } from "../../api/key-questions.ts";
import { sessionQuestion } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";

interface KeyRevocationProps {
  readonly of: Key;
  readonly onClose: () => void;
}

/** Asks once more before a key is ended for good. */
export function KeyRevocation({ of: key, onClose }: KeyRevocationProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuestion);
  const revocation = useMutation({
    mutationFn: () => revokeKey(key.id),
    onSuccess: () => {
      onClose();
      void queries.invalidateQueries(keysQuestion);
      void queries.invalidateQueries(auditQuestion);
    },
  });
  return (
    <Modal title={t("access.revokeName", { name: key.name })} onClose={onClose}>
      <p className="text-sm">{t("access.revokeAbout")}</p>
      {session?.id === key.id && <p className="mt-2 text-sm font-medium">{t("access.revokeOwn")}</p>}
      {revocation.isError && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {revocation.error.message}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{t("access.cancel")}</Button>
        <Button look="danger" isBusy={revocation.isPending} onClick={() => revocation.mutate()}>
          {t("access.revoke")}
        </Button>
      </div>
    </Modal>
  );
}
