namespace MyIkev2.Engine.Wire;

/// <summary>Key exchange methods (IANA "Transform Type 4").</summary>
public enum KeyExchangeId : ushort
{
    None = 0,
    Modp768 = 1,
    Modp1024 = 2,
    Modp1536 = 5,
    Modp2048 = 14,
    Modp3072 = 15,
    Modp4096 = 16,
    Modp6144 = 17,
    Modp8192 = 18,
    Ecp256 = 19,
    Ecp384 = 20,
    Ecp521 = 21,
    Modp1024Sub160 = 22,
    Modp2048Sub224 = 23,
    Modp2048Sub256 = 24,
    Ecp192 = 25,
    Ecp224 = 26,
    Brainpool224 = 27,
    Brainpool256 = 28,
    Brainpool384 = 29,
    Brainpool512 = 30,
    Curve25519 = 31,
    Curve448 = 32,
    MlKem512 = 35,
    MlKem768 = 36,
    MlKem1024 = 37,
}
