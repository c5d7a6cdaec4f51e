namespace MyIkev2.TestInstances.Setup.Yaml;

/// <summary>The text is no setup file. Does not leave <see cref="SetupParser"/>.</summary>
internal sealed class SetupSyntaxException(int line, string message) : Exception(message)
{
    public int Line => line;
}
