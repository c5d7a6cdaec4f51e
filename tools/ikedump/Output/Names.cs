namespace MyIkev2.IkeDump.Output;

/// <summary>Names of registry numbers; what has no name is a number.</summary>
internal static class Names
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? $"{value} ({value:D})" : $"unknown ({value:D})";
}
