const forgetting: (() => void)[] = [];

/** Has something forgotten as a sign-in ends that is read only once somebody asks for it. */
export function whenLeft(forget: () => void): void {
  forgetting.push(forget);
}

/** A sign-in has ended. */
export function left(): void {
  for (const forget of forgetting) forget();
}
