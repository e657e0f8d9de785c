import { Button, Heading, Paragraph, Textfield } from "@digdir/designsystemet-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setToken } from "../api/token.js";
import { useLanguage } from "../language/language.js";
import { useTheme } from "./theme.js";

/** Where an installation asks for a key before it shows anything. */
export function TokenPage({ wrong }: { wrong: boolean }) {
  const { words } = useLanguage();
  const client = useQueryClient();
  const [key, setKey] = useState("");
  useTheme();
  return (
    <main className="token-page">
      <Heading level={1} data-size="md">
        {words.token.title}
      </Heading>
      <Paragraph>{words.token.body}</Paragraph>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setToken(key.trim());
          client.clear();
        }}
      >
        <Textfield
          label={words.token.label}
          type="password"
          autoComplete="off"
          value={key}
          error={wrong && words.token.wrong}
          onChange={(event) => setKey(event.target.value)}
        />
        <Button type="submit" disabled={key.trim() === ""}>
          {words.token.submit}
        </Button>
      </form>
    </main>
  );
}
