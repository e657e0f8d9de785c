import { Field, Label, Select } from "@digdir/designsystemet-react";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";

export interface FilterProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange(value: string): void;
}

/** One choice that narrows a list; the first option is no choice. */
export function Filter({ label, value, options, onChange }: FilterProps) {
  const { words } = useLanguage();
  return (
    <Field className="filter">
      <Label>{label}</Label>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        <Select.Option value="">{words.states.all}</Select.Option>
        {options.map((option) => (
          <Select.Option key={option.value} value={option.value}>
            {option.label}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

export function DistrictFilter({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { words } = useLanguage();
  const { districts } = useInstallation();
  const options = districts.map(({ id, name }) => ({ value: id, label: name }));
  return <Filter label={words.doses.district} value={value} options={options} onChange={onChange} />;
}
