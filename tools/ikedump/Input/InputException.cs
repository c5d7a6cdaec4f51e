namespace MyIkev2.IkeDump.Input;

/// <summary>The input as a whole cannot be used; the message is for the user.</summary>
public sealed class InputException(string message) : Exception(message);
