namespace MyIkev2.TestInstances.Credentials;

/// <summary>Which files of the host a setup may name (<c>cadir</c>, <c>eedir</c>, <c>eapoltestconf</c>).</summary>
public sealed class SetupFiles
{
    private readonly Func<string, string?> _find;

    private SetupFiles(Func<string, string?> find, string refusal)
    {
        _find = find;
        Refusal = refusal;
    }

    /// <summary>What is said of a name that is not allowed.</summary>
    public string Refusal { get; }

    /// <summary>All; relative names are below a folder.</summary>
    public static SetupFiles Of(string folder)
    {
        var root = Path.GetFullPath(folder);
        return new SetupFiles(
            name =>
            {
                try
                {
                    return Path.GetFullPath(name, root);
                }
                catch (Exception e) when (e is ArgumentException or NotSupportedException or IOException)
                {
                    return null;
                }
            },
            "is no name of a file");
    }

    /// <summary>Those that somebody else allows.</summary>
    /// <param name="find">The full path for a name; null when it is not allowed.</param>
    /// <param name="refusal">What is said then.</param>
    public static SetupFiles Where(Func<string, string?> find, string refusal) => new(find, refusal);

    /// <summary>The full path for a name; null when it is not allowed.</summary>
    internal string? Find(string name) => _find(name);
}
