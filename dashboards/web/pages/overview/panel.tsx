import { Heading } from "@digdir/designsystemet-react";
import { type ReactNode, useId } from "react";

/** One of the first page's answers. */
export function Panel({ name, title, children }: { name: string; title: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={`panel panel-${name}`} aria-labelledby={id}>
      <Heading id={id} level={2} data-size="2xs" className="panel-title">
        {title}
      </Heading>
      {children}
    </section>
  );
}
