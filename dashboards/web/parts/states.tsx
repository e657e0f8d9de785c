import { Alert, Button, Heading, Paragraph, Skeleton } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";
import { RequestError } from "../api/request.js";
import { useLanguage } from "../language/language.js";
import { hrefOf, PageLink } from "../router.js";

export function Loading({ rows = 4 }: { rows?: number }) {
  const { words } = useLanguage();
  return (
    <div className="loading" role="status">
      <span className="ds-sr-only">{words.states.loading}</span>
      <Skeleton variant="rectangle" height="2.5rem" width="18rem" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else
        <Skeleton key={row} variant="rectangle" height="4.5rem" />
      ))}
    </div>
  );
}

export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { words } = useLanguage();
  const answered = error instanceof RequestError && error.status > 0;
  return (
    <Alert data-color="warning" role="alert">
      <Heading level={2} data-size="2xs">
        {words.states.errorTitle}
      </Heading>
      <Paragraph>{words.states.errorBody(answered ? error.message : words.states.unreachable)}</Paragraph>
      <Button variant="secondary" onClick={retry}>
        {words.states.retry}
      </Button>
    </Alert>
  );
}

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="empty">
      <Heading level={2} data-size="xs">
        {title}
      </Heading>
      {children}
    </div>
  );
}

export function Missing() {
  const { words } = useLanguage();
  return (
    <div className="empty">
      <Heading level={1} data-size="md">
        {words.states.missingTitle}
      </Heading>
      <Paragraph>{words.states.missingBody}</Paragraph>
      <PageLink className="ds-link" href={hrefOf("overview")}>
        {words.states.toOverview}
      </PageLink>
    </div>
  );
}

interface Fetched<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** The states a page must have besides the good one; what was fetched before stays while it is fetched again. */
export function When<T>({ fetched, children }: { fetched: Fetched<T>; children: (data: T) => ReactNode }) {
  const { data, error, refetch } = fetched;
  if (error instanceof RequestError && error.status === 404) return <Missing />;
  return (
    <>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data !== undefined ? children(data) : !error && <Loading />}
    </>
  );
}
