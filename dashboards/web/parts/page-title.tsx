import { Heading } from "@digdir/designsystemet-react";
import { type ReactNode, useEffect, useRef } from "react";
import { cameFromAnotherPage } from "../router.js";

/** A page's heading; who comes from another page starts reading here. */
export function PageTitle({ children, className = "page-title" }: { children: ReactNode; className?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (cameFromAnotherPage()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Heading ref={heading} level={1} data-size="md" tabIndex={-1} className={className}>
      {children}
    </Heading>
  );
}
