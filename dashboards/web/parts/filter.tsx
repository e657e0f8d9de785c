import { Field, Label, Select } from "@digdir/designsystemet-react";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";

export interface FilterProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange(value: string): void;
}

/** One of these is always shown. */
export function Selection({ label, value, options, onChange }: FilterProps) {
  return (
    <Field className="filter">
      <Label>{label}</Label>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <Select.Option key={option.value} value={option.value}>
            {option.label}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

/** One choice that narrows a list; the first option is no choice. */
export function Filter({ options, ...rest }: FilterProps) {
  const { words } = useLanguage();
  return <Selection {...rest} options={[{ value: "", label: words.states.all }, ...options]} />;
}

export function DistrictFilter({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { words } = useLanguage();
  const { districts } = useInstallation();
  const options = districts.map(({ id, name }) => ({ value: id, label: name }));
  return <Filter label={words.doses.district} value={value} options={options} onChange={onChange} />;
}
