/** Where a page of the documentation is read: it does not come with the package. */
export function pageOf(name: string): string {
  return `https://github.com/cdk8s-health-checks/cdk8s-health-checks/blob/main/docs/${name}.md`;
}
