namespace MyIkev2.TestInstances.Setup;

/// <summary>What is wrong, or doubtful, about a setup file.</summary>
/// <param name="Line">Line, from 1; 0 when no place in the text is to blame.</param>
/// <param name="Option">Full name of the option, such as <c>ikeconf.psk</c>; empty when none is concerned.</param>
/// <param name="IsError">An error makes the file unusable; everything else is a warning.</param>
/// <param name="Message">What is wrong, without place and name.</param>
public sealed record SetupDiagnostic(int Line, string Option, bool IsError, string Message)
{
    /// <summary><c>line 12: error: ikeconf.psk: must not be empty</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"line {Line}: " : string.Empty;
        var option = Option.Length > 0 ? Option + ": " : string.Empty;
        return $"{place}{(IsError ? "error" : "warning")}: {option}{Message}";
    }
}
