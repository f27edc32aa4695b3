/** See `licences` in page.config.ts. */
declare module "virtual:licences" {
  const text: string;
  export default text;
}
