import { Button } from "@digdir/designsystemet-react";
import { useMutation } from "@tanstack/react-query";
import { saveTable } from "../api/request.js";
import { Failed } from "./states.js";

/** Gives what is shown as a table for a spreadsheet. */
export function SaveTable({ path, name, label }: { path: string; name: string; label: string }) {
  const saving = useMutation({ mutationFn: () => saveTable(path, name) });
  return (
    <>
      <Button variant="secondary" loading={saving.isPending} onClick={() => saving.mutate()}>
        {label}
      </Button>
      {saving.error && <Failed error={saving.error} retry={() => saving.mutate()} />}
    </>
  );
}
