using System.Runtime.Versioning;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class ChipSnapshotFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enviro-chip-");

    private string FilePath => Path.Combine(_folder.FullName, "chip");

    [Fact]
    public void A_lock_is_on_disk_before_its_answer()
    {
        using (ChipSnapshotFile file = ChipSnapshotFile.Claim(FilePath))
        {
            Assert.Null(file.Load());
            ServedChip chip = new(SimulatedAtecc608.FactoryFresh(7), file, TimeProvider.System);
            chip.Wake();
            Assert.Equal("5555", Locks(chip));
            Assert.Equal(0, chip.Talk(Served.LockConfiguration)![1]);

            // Nothing but the file is left of a process that was killed here.
            SimulatedAtecc608 found = SimulatedAtecc608.Restore(File.ReadAllBytes(FilePath));
            ServedChip again = new(found, null, TimeProvider.System);
            again.Wake();
            Assert.Equal("5500", Locks(again));
            Assert.Equal(chip.SerialNumber, again.SerialNumber);
        }

        Assert.Equal([FilePath], _folder.GetFiles().Select(left => left.FullName));
    }

    [Fact]
    public void A_command_that_changes_nothing_writes_nothing()
    {
        using ChipSnapshotFile file = ChipSnapshotFile.Claim(FilePath);
        ServedChip chip = new(SimulatedAtecc608.FactoryFresh(7), file, TimeProvider.System);
        DateTime longAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(FilePath, longAgo);
        chip.Wake();
        chip.Talk(Served.Info);
        chip.Talk(Served.LoadTempKey);
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(FilePath));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Only_its_owner_can_read_it()
    {
        using ChipSnapshotFile file = ChipSnapshotFile.Claim(FilePath);
        _ = new ServedChip(SimulatedAtecc608.FactoryFresh(7), file, TimeProvider.System);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Two_cannot_have_the_same_chip()
    {
        using ChipSnapshotFile file = ChipSnapshotFile.Claim(FilePath);
        ServeException failure = Assert.Throws<ServeException>(() => ChipSnapshotFile.Claim(FilePath));
        Assert.Contains("another enviro-sim", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a chip")]
    public void A_file_of_something_else_is_refused_and_left_alone(string content)
    {
        File.WriteAllText(FilePath, content);
        using ChipSnapshotFile file = ChipSnapshotFile.Claim(FilePath);
        Assert.Contains("left as it is", Assert.Throws<ServeException>(file.Load).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(FilePath));
    }

    [Fact]
    public void What_cannot_be_saved_is_not_answered()
    {
        using ChipSnapshotFile file = ChipSnapshotFile.Claim(FilePath);
        ServedChip chip = new(SimulatedAtecc608.FactoryFresh(7), file, TimeProvider.System);
        byte[] before = File.ReadAllBytes(FilePath);

        // A folder in the place of the new state: it cannot be written, whoever runs this.
        Directory.CreateDirectory($"{FilePath}.new");
        chip.Wake();
        Assert.Throws<ServeException>(() => chip.Talk(Served.LockConfiguration));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Locks(ServedChip chip) => Convert.ToHexString(chip.Talk(Served.ReadLocks)!, 3, 2);
}
