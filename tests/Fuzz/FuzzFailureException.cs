namespace MyIkev2.Fuzz;

/// <summary>A property of a target does not hold.</summary>
public sealed class FuzzFailureException(string message) : Exception(message)
{
    public static void Require(bool holds, string property)
    {
        if (!holds)
        {
            throw new FuzzFailureException(property);
        }
    }
}
