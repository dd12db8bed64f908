using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests what an evaluation with <see cref="OffPolicyOptions.MaximumMemory"/> may use: 256 MB, the indices, and a byte for each unit.</summary>
public sealed class EvaluationMemoryTests
{
    private const long Megabyte = 1 << 20;
    private const int Units = 1000;
    private const long LargestIndex = 44 * Megabyte - Units;

    [Fact]
    public void Require_WhatIsNeededIsExactlyTheMaximum_Suffices()
        => Memory(300).Invoking(memory => memory.Require(LargestIndex, Units)).Should().NotThrow();

    [Theory]
    [InlineData(LargestIndex + 1, 301)]
    [InlineData(LargestIndex + Megabyte, 301)]
    [InlineData(LargestIndex + Megabyte + 1, 302)]
    public void Require_AByteMore_IsRefusedWithTheNumberThatSuffices(long indexBytes, int megabytes)
    {
        Memory(300).Invoking(memory => memory.Require(indexBytes, Units)).Should().Throw<InvalidOperationException>().WithMessage(
            $"MaximumMemory is 300 MB, but this evaluation needs at least {megabytes} MB: 256 MB for the process, {indexBytes} bytes for the values of columns "
            + $"that are numbered, such as sessions, and 1 byte for each of {Units} units of the bootstrap. *");
        Memory(megabytes).Invoking(memory => memory.Require(indexBytes, Units)).Should().NotThrow();
    }

    [Fact]
    public void Require_NoMaximum_SufficesAlways()
        => Memory(megabytes: null).Invoking(memory => memory.Require(long.MaxValue / 2, int.MaxValue)).Should().NotThrow();

    [Theory]
    [InlineData(0)]
    [InlineData(Megabyte)]
    public void NewResampling_Maximum_GivesHalfOfWhatIsLeftToReplicates(long indexBytes)
        => Memory(300).NewResampling(seed: 1, indexBytes, Units).ReplicatesAtOnce.Should().Be((int)((44 * Megabyte - indexBytes - Units) / 2 / Units));

    [Fact]
    public void NewResampling_NothingLeft_DrawsOneReplicateAtATime()
        => Memory(300).NewResampling(seed: 1, LargestIndex, Units).ReplicatesAtOnce.Should().Be(1);

    [Fact]
    public void NewResampling_NoMaximum_DrawsSomeReplicatesForEveryCore()
    {
        var resampling = Memory(megabytes: null).NewResampling(seed: 7, indexBytes: 0, Units);

        resampling.ReplicatesAtOnce.Should().Be(8 * Environment.ProcessorCount);
        (resampling.Replicates, resampling.Seed).Should().Be((1000, 7));
    }

    // Without a folder, nothing has to be disposed of.
    private static EvaluationMemory Memory(int? megabytes) => new(((IHostEnvironment)new MLContext(1)).Register("test"), new() { MaximumMemory = megabytes });
}
