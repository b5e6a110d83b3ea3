// Keeps a class's name where a minifier renames its variable: the name comes from the property it stands in.

export const named = (record) => Object.values(record)[0];
