import { useState } from "react";
import type { Task, Worklist } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { ActionDialog, type ActionKind } from "./action-dialog.js";
import { TaskCard } from "./task-card.js";

/** The tasks as cards, and the one dialog in which something is done about one of them. */
export function TaskList({ worklist, level }: { worklist: Worklist; level: 2 | 3 }) {
  const { words } = useLanguage();
  const [doing, setDoing] = useState<{ kind: ActionKind; task: Task } | null>(null);
  return (
    <>
      <ol className="tasks">
        {worklist.items.map((task) => (
          <li key={task.alertId}>
            <TaskCard task={task} level={level} now={worklist.generatedAt} act={(kind) => setDoing({ kind, task })} />
          </li>
        ))}
      </ol>
      {worklist.items.length < worklist.total && (
        <p className="quiet">{words.worklist.moreThanShown(worklist.items.length, worklist.total)}</p>
      )}
      {doing !== null && (
        <ActionDialog
          key={`${doing.kind}/${doing.task.alertId}`}
          kind={doing.kind}
          task={doing.task}
          done={() => setDoing(null)}
        />
      )}
    </>
  );
}
