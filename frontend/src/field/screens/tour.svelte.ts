/* The first walk: four cards, once a phone, and again whenever one asks. */
class Tour {
  at = $state<number | null>(null);
  show = () => (this.at = 0);
  begin() {
    if (!localStorage.getItem("nsc-toured")) this.show();
  }
  end = () => {
    localStorage.setItem("nsc-toured", "1");
    this.at = null;
  };
}
export const tour = new Tour();
