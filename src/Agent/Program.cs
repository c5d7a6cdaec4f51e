using MyIkev2.Agent.Cli;

return await CliApplication.RunAsync(args, Console.Out, Console.Error);
