namespace Enviro.Tpm.Tests.Structures;

public sealed class PcrSelectionTests
{
    [Fact]
    public void A_selection_reads_as_tpm2_tools_write_it()
    {
        Assert.Equal("sha256:0,8,23", PcrSelection.Sha256(23, 8, 0).ToString());
        Assert.Equal("sha1:1", new PcrSelection(TpmAlgorithm.Sha1, 2).ToString());
        Assert.Equal("0x0012:", new PcrSelection((TpmAlgorithm)0x12, 0).ToString());
    }

    [Fact]
    public void The_order_in_which_PCRs_are_named_does_not_matter()
    {
        PcrSelection selection = PcrSelection.Sha256(8, 0, 8);

        Assert.Equal(PcrSelection.Sha256(0, 8), selection);
        Assert.Equal(2, selection.Count);
        Assert.Equal([0, 8], Enumerable.Range(-1, 40).Where(selection.Contains));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(24)]
    public void There_are_24_PCRs(int pcr) => Assert.Throws<ArgumentOutOfRangeException>(() => PcrSelection.Sha256(pcr));
}
