import { createContext, type ReactNode, useContext, useState } from "react";

const AnnouncerContext = createContext<(text: string) => void>(() => undefined);

/** Says to a screen reader what a person has just done; the list it was done in may have lost the row. */
export const useAnnounce = () => useContext(AnnouncerContext);

export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState("");
  return (
    <AnnouncerContext value={setText}>
      {children}
      <div className="toast" role="status" data-shown={text !== ""} onAnimationEnd={() => setText("")}>
        {text}
      </div>
    </AnnouncerContext>
  );
}
