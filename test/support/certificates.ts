import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A private authority and a server's certificate for 127.0.0.1 that it has signed, as PEM files. */
export interface TestCertificates {
  caFile: string;
  certFile: string;
  keyFile: string;
  ca: string;
  cert: string;
  key: string;
}

export function makeCertificates(folder: string, days = 90): TestCertificates {
  const pem = (name: string) => join(folder, `${name}.pem`);
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-addext", "subjectAltName=IP:127.0.0.1"];
  const openssl = (...args: string[]) => execFileSync("openssl", [...made, ...args], { stdio: "ignore" });
  openssl("-days", "3650", "-subj", "/CN=ca", "-keyout", pem("ca-key"), "-out", pem("ca"));
  const signed = ["-CA", pem("ca"), "-CAkey", pem("ca-key")];
  openssl("-days", String(days), "-subj", "/CN=server", ...signed, "-keyout", pem("key"), "-out", pem("cert"));
  const [caFile, certFile, keyFile] = [pem("ca"), pem("cert"), pem("key")];
  const text = (file: string) => readFileSync(file, "utf8");
  return { caFile, certFile, keyFile, ca: text(caFile), cert: text(certFile), key: text(keyFile) };
}
