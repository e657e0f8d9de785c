import { useState } from "react";
import type { Task, Worklist } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { ActionDialog, type ActionKind } from "./action-dialog.js";
import { TaskCard } from "./task-card.js";

interface TaskCardsProps {
  tasks: Task[];
  /** Of each task's heading. */
  level: 2 | 3;
  now: string;
}

/**
 * The tasks as cards, and the one dialog in which something is done about one of them. To be shown without tasks too: the
 * last may go while somebody writes about it.
 */
export function TaskCards({ tasks, level, now }: TaskCardsProps) {
  const [doing, setDoing] = useState<{ kind: ActionKind; task: Task } | null>(null);
  return (
    <>
      {tasks.length > 0 && (
        <ol className="tasks">
          {tasks.map((task) => (
            <li key={task.alertId}>
              <TaskCard task={task} level={level} now={now} act={(kind) => setDoing({ kind, task })} />
            </li>
          ))}
        </ol>
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

export function TaskList({ worklist, level }: { worklist: Worklist; level: 2 | 3 }) {
  const { words } = useLanguage();
  const { items, total, generatedAt } = worklist;
  return (
    <>
      <TaskCards tasks={items} level={level} now={generatedAt} />
      {items.length < total && <p className="quiet">{words.worklist.moreThanShown(items.length, total)}</p>}
    </>
  );
}
