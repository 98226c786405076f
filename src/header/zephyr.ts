import type { Bank } from '../bank/index.js';
import type { Layout, LayoutField } from '../layout/index.js';
import { commentText } from './c-text.js';
import { comment } from './file-comment.js';
import { Identifiers } from './identifiers.js';

/** A devicetree overlay for Zephyr with an NVMEM cell for each field, that of a record once for each slot. */
export function zephyrOverlay(layout: Layout<Bank>, prefix: string): string {
  const names = new Identifiers();
  const cells = layout.fields
    .toSorted((a, b) => a.address - b.address)
    .map((field) => cell(field, layout.bank.otp.base, prefix, names));
  return `${comment(layout, 'Cells of NVMEM for')}

&st_nvm_otp {
	status = "okay";

	nvmem-layout {
		compatible = "fixed-layout";
		#address-cells = <1>;
		#size-cells = <1>;

${cells.join('\n\n')}
	};
};
`;
}

function cell(field: LayoutField, base: number, prefix: string, names: Identifiers): string {
  const { name, place, address, length } = field;
  const word = names.take(place ? `${name}_${place.slot}` : name, (each) => [each]);
  const offset = (address - base).toString(16);
  return `		/* ${commentText(orderOf(field))} */
		${prefix}_${word}: ${nodeName(word)}@${offset} {
			reg = <0x${offset} 0x${length.toString(16)}>;
			#nvmem-cell-cells = <0>;
			read-only;
		};`;
}

/** A node's name has 31 characters at most (devicetree specification, node names). */
function nodeName(word: string): string {
  return word.slice(0, 31);
}

/** What the reader of a cell must know: it gets the bytes as they are in memory. */
function orderOf({ type, spec }: LayoutField): string {
  if (type === 'mac' || type === 'eui48') {
    return 'endian' in spec && spec.endian === 'little'
      ? `${type}, last octet first: what Bluetooth takes; an Ethernet driver would turn it round`
      : `${type}, first octet first: what an Ethernet driver takes; Bluetooth wants it turned round`;
  }
  if (type === 'eui64') {
    return 'endian' in spec && spec.endian === 'little'
      ? 'eui64, last octet first'
      : 'eui64, first octet first';
  }
  return 'endian' in spec && spec.endian !== undefined ? `${type}, ${spec.endian}-endian` : type;
}
