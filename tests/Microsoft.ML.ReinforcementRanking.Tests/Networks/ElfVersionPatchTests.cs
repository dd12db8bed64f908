using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public class ElfVersionPatchTests
{
    [Fact]
    public void MakeOptional_VersionWithoutUse_SetsItsWeakFlagAndNothingElse()
    {
        var image = TinyElf.Create(usesStamp: false);

        var patched = ElfVersionPatch.MakeOptional(image, TinyElf.StampVersion);

        Differences(image, patched).Should().Equal(TinyElf.StampFlags);
        patched[TinyElf.StampFlags].Should().Be(2);
    }

    [Fact]
    public void MakeOptional_Twice_ChangesNothingMore()
    {
        var once = ElfVersionPatch.MakeOptional(TinyElf.Create(usesStamp: false), TinyElf.StampVersion);

        ElfVersionPatch.MakeOptional(once, TinyElf.StampVersion).Should().Equal(once);
    }

    [Fact]
    public void MakeOptional_VersionNotNamed_ReturnsTheSameBytes()
    {
        var image = TinyElf.Create(usesStamp: false);

        ElfVersionPatch.MakeOptional(image, "LIB_2").Should().Equal(image);
    }

    [Fact]
    public void MakeOptional_VersionInUse_Throws()
    {
        var patch = () => ElfVersionPatch.MakeOptional(TinyElf.Create(usesStamp: true), TinyElf.StampVersion);

        patch.Should().Throw<InvalidDataException>().WithMessage($"The image uses symbols of version {TinyElf.StampVersion}.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ")]
    [InlineData("\x7f" + "ELF\x01\x01")] // 32 bit
    [InlineData("\x7f" + "ELF\x02\x02")] // big-endian
    public void MakeOptional_NotElf64_Throws(string start)
    {
        var image = start.PadRight(64, '\0').Select(letter => (byte)letter).ToArray();
        var patch = () => ElfVersionPatch.MakeOptional(image, TinyElf.StampVersion);

        patch.Should().Throw<InvalidDataException>().WithMessage("The file is not a little-endian ELF64 image.");
    }

    [SkippableFact]
    public void MakeOptional_LibraryOfTorchSharp_ChangesOneByte()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        Skip.IfNot(File.Exists(library), "TorchSharp's library for Linux is not on this machine");
        var image = File.ReadAllBytes(library);

        Differences(image, ElfVersionPatch.MakeOptional(image, "GLIBCXX_3.4.32")).Should().ContainSingle();
    }

    private static IEnumerable<int> Differences(byte[] left, byte[] right)
    {
        right.Should().HaveSameCount(left);
        return Enumerable.Range(0, left.Length).Where(at => left[at] != right[at]);
    }
}
