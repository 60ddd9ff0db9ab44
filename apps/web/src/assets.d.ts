/** The address of a file that is part of the page. */
declare module '*?url' {
  const address: string;
  export default address;
}
