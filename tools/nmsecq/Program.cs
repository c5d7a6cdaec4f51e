using MyIkev2.Nmsecq.Commands;

return await QueryCatalog.ToRootCommand().Parse(args).InvokeAsync();
