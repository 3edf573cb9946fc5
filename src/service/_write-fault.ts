import { Verdict } from '../findings/finding';
import { StrictProp } from './_strict-props';

/** Why an object cannot be written as it was asked for, in words. */
export class WriteFault extends Error {
  /**
   * @param place a path, or a JSON pointer as it stands in a patch
   */
  constructor(
    public readonly rule: StrictProp,
    public readonly place: string,
    public readonly value: unknown,
    public readonly verdict: Verdict,
  ) {
    super(`${verdict.message}. ${verdict.fix}`);
  }
}
