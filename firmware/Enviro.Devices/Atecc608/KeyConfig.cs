namespace Enviro.Devices.Atecc608;

/// <summary>Bits of a slot's KeyConfig, a 16-bit little-endian word (ATECC508A DS20005927, KeyConfig; PersistentDisable: ATECC608).</summary>
public static class KeyConfig
{
    /// <summary>Private: the slot holds an ECC private key and can never be read.</summary>
    public const int Private = 0x0001;

    /// <summary>PubInfo of a private key slot: the public key may be computed; of a public key slot: the key must be validated.</summary>
    public const int PublicInfo = 0x0002;

    /// <summary>The three bits of KeyType.</summary>
    public const int KeyTypeMask = 0x001C;

    /// <summary>KeyType 4: an ECC key on P-256.</summary>
    public const int KeyTypeP256 = 0x0010;

    /// <summary>KeyType 6: AES-128 keys.</summary>
    public const int KeyTypeAes = 0x0018;

    /// <summary>KeyType 7: not an ECC key.</summary>
    public const int KeyTypeOther = 0x001C;

    /// <summary>Lockable: the slot may be locked on its own.</summary>
    public const int Lockable = 0x0020;

    /// <summary>ReqRandom: TempKey must hold a random nonce when the key is used.</summary>
    public const int RequiresRandom = 0x0040;

    /// <summary>ReqAuth: a CheckMac with AuthKey must precede the use of the key.</summary>
    public const int RequiresAuthorization = 0x0080;

    /// <summary>AuthKey, bits 8 … 11: the slot of the authorizing key.</summary>
    public const int AuthKeyMask = 0x0F00;

    /// <summary>The lowest bit of AuthKey.</summary>
    public const int AuthKeyShift = 8;

    /// <summary>PersistentDisable: the key is of no use while the persistent latch is clear.</summary>
    public const int PersistentDisable = 0x1000;

    /// <summary>X509id, bits 14 and 15: which byte of X509format a Verify with this public key is checked against.</summary>
    public const int X509IdMask = 0xC000;

    /// <summary>The lowest bit of X509id.</summary>
    public const int X509IdShift = 14;
}
