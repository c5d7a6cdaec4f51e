namespace MyIkev2.Agent.Cli.Editing;

/// <summary>Where an edit's lines come from and where its answers go.</summary>
/// <param name="Input">Lines.</param>
/// <param name="Output">Listings.</param>
/// <param name="Error">What is wrong.</param>
/// <param name="Prompts">
/// True for somebody who types: each line is checked as it comes, and the prompt says by <c>#!</c> that the candidate is not valid yet. False for a file: it is checked
/// as a whole by its commit.
/// </param>
internal sealed record EditConsole(TextReader Input, TextWriter Output, TextWriter Error, bool Prompts);
