namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>
/// Says which mutants of an area are tried: those with the given numbers in their order, or a sample if no numbers are given, without its first mutants if a
/// run before has tried them.
/// </summary>
internal sealed record MutantChoice(int Sample, int Seed, int Skip, int[] Numbers)
{
    public IEnumerable<MutantInfo> Of(IReadOnlyList<MutantInfo> mutants)
    {
        if (Numbers.Length > 0)
            return Numbers.Join(mutants, number => number, mutant => mutant.Number, (_, mutant) => mutant);
        var shuffled = mutants.ToArray();
        new Random(Seed).Shuffle(shuffled);
        return shuffled.Take(Sample).Skip(Skip);
    }

    public override string ToString() => Numbers.Length > 0 ? "given numbers" : $"seed {Seed}";
}
