import { Table } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";

/** A table that scrolls sideways on a narrow screen, by keyboard too. */
export function Rows({ label, heads, children }: { label: string; heads: string[]; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="rows" aria-label={label} tabIndex={0}>
      <Table hover data-size="sm" data-color="neutral">
        <Table.Head>
          <Table.Row>
            {heads.map((head) => (
              <Table.HeaderCell key={head} scope="col">
                {head}
              </Table.HeaderCell>
            ))}
          </Table.Row>
        </Table.Head>
        <Table.Body>{children}</Table.Body>
      </Table>
    </section>
  );
}
