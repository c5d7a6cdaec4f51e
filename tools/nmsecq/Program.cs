using System.CommandLine;
using MyIkev2.Nmsecq.Commands;

return await QueryCatalog.RunAsync(args, new InvocationConfiguration());
