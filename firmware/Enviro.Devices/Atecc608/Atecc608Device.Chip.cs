using System;

namespace Enviro.Devices.Atecc608;

// UpdateExtra (DS20005927, Security Commands), SelfTest and SecureBoot (ATECC608).
public sealed partial class Atecc608Device
{
    /// <summary>
    /// Writes UserExtra (<see cref="CommandMode.UpdateUserExtra"/>) or UserExtraAdd (<see cref="CommandMode.UpdateUserExtraAdd"/>). Once the
    /// configuration zone is locked the chip allows it only while the byte is zero; UserExtraAdd is then the chip's I2C address if ChipMode
    /// says so, from the next wake on.
    /// </summary>
    public bool TryUpdateExtra(byte mode, byte value)
    {
        if (mode > CommandMode.UpdateUserExtraAdd)
        {
            throw new ArgumentOutOfRangeException(nameof(mode));
        }

        int offset = ConfigurationZone.UserExtraOffset + mode;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            if (!Done(_link.Wake()))
            {
                return false;
            }

            _link.Begin(Opcode.UpdateExtra, mode, value);
            Atecc608Status status = _link.ExecuteLoaded(1);
            if (!Atecc608Link.IsTransient(status))
            {
                return Done(status);
            }

            // As with Lock, the chip refuses a second time: whether the first took effect is read back.
            if (!TryRead(Zone.Configuration, Zone.WordAddress(ConfigurationZone.UserExtraOffset), _lockWord, 0, WordLength))
            {
                return false;
            }

            if (_lockWord[offset % WordLength] == value)
            {
                return Done(Atecc608Status.Ok);
            }

            Done(status);
        }

        return false;
    }

    /// <summary>
    /// Runs the tests of <paramref name="tests"/> (<see cref="CommandMode.SelfTestAll"/> and its bits) and gives those that failed, in the same
    /// bits. The chip refuses all else with SelfTestError while a failure stands; sleep clears it.
    /// </summary>
    public bool TrySelfTest(byte tests, out int failures)
    {
        _link.Begin(Opcode.SelfTest, tests, 0);
        Atecc608Status status = _link.Execute(1);

        // The failures come where a status would be. Bit 1 is none of the tests', but is set in parse and execution errors.
        failures = (int)status;
        if ((failures & ~CommandMode.SelfTestAll) == 0)
        {
            return Done(Atecc608Status.Ok);
        }

        failures = 0;
        return Done(status);
    }

    /// <summary>
    /// Checks a firmware image by its 32-byte digest as the configuration's SecureBoot field says: against the 64-byte signature r‖s in the
    /// modes <see cref="CommandMode.SecureBootFull"/> and <see cref="CommandMode.SecureBootFullCopy"/>, against what is stored, without a
    /// signature, in <see cref="CommandMode.SecureBootFullStore"/>. False when the chip could not tell.
    /// </summary>
    public bool TrySecureBoot(byte mode, byte[] digest, byte[]? signature, out bool valid)
    {
        RequireLength(digest, 0, DigestLength);
        if ((signature == null) != (mode == CommandMode.SecureBootFullStore))
        {
            throw new ArgumentException("A signature goes with every mode but FullStore.");
        }

        _link.Begin(Opcode.SecureBoot, mode, 0);
        _link.Append(digest, 0, DigestLength);
        if (signature != null)
        {
            RequireLength(signature, 0, KeyLength);
            _link.Append(signature, 0, KeyLength);
        }

        return Decided(_link.Execute(1), out valid);
    }
}
