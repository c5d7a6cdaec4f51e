namespace MyIkev2.Engine.Policy;

/// <summary>A password and the EAP identities that it is for. Text forms never show the secret.</summary>
/// <param name="Name">Configured name.</param>
/// <param name="Identities">EAP identities, as they are sent: text, compared octet for octet. Never empty.</param>
/// <param name="Secret">The password, UTF-8.</param>
public sealed record EapSecret(string Name, ValueList<string> Identities, ValueList<byte> Secret)
{
    public override string ToString() => $"eap-secret {Name}";
}
