using System.CommandLine;
using MyIkev2.Nmsecq.Commands;

var root = new RootCommand("Asks the IPSec network management interface of the agent on this host.");
foreach (var query in QueryCatalog.Queries)
{
    root.Add(query.ToCommand());
}

return await root.Parse(args).InvokeAsync();
