// Writes the documents that are made from tables in the code, or with --check tells which of them are stale.
using MyIkev2.Tools.LayoutDoc;

return GeneratedDocuments.Run(args, Console.Out);
