-- Nothing to do here; the number was taken.
/* at all */
