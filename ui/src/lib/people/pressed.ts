/**
 * Keeps a click from whoever has come to the place where the pointer was pressed on somebody else: rows are told by their places, and change as
 * people do. What no pointer pressed, as a screen reader's click, goes through.
 */
export function pressedHere(list: HTMLElement): () => void {
  let pressed: string | undefined;
  const optionOf = ({ target }: Event): string | undefined => (target instanceof Element ? target.closest("[role=option]")?.id : undefined);
  const press = (event: Event): void => { pressed = optionOf(event); };
  const click = (event: MouseEvent): void => {
    if (event.detail > 0 && optionOf(event) !== pressed) event.stopPropagation();
  };
  list.addEventListener("pointerdown", press, true);
  list.addEventListener("click", click, true);
  return () => {
    list.removeEventListener("pointerdown", press, true);
    list.removeEventListener("click", click, true);
  };
}
