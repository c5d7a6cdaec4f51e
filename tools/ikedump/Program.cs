using MyIkev2.IkeDump;

return DumpCommand.Create().Parse(args).Invoke();
