using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Represents a log in which every row has a set of eligible actions of its own, with networks over its catalog, and the plain form of sums over these sets:
/// a loop over rows, each with its own softmax over its own members. The first row can choose its own action only.
/// </summary>
internal sealed class EligibleSets : IDisposable
{
    private const int StateWidth = 8, ActionWidth = 3;

    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly int[][] _sets;
    private readonly int[] _actions;

    /// <param name="actionCount">The size of the catalog.</param>
    /// <param name="rows">The number of rows, which are one session.</param>
    /// <param name="largest">The size of the largest set, which is that of the whole catalog for all rows if it is as large.</param>
    public EligibleSets(int actionCount, int rows, int largest)
    {
        var random = new Random(actionCount);
        int[] catalog = [.. Enumerable.Range(0, actionCount)];
        _sets = new int[rows][];
        for (var row = 0; row < rows; row++)
        {
            random.Shuffle(catalog);
            _sets[row] = largest == actionCount ? [.. catalog] : catalog[..(row == 0 ? 1 : row == 1 ? largest : random.Next(1, largest + 1))];
        }
        _actions = [.. _sets.Select(set => set[random.Next(set.Length)])];
        Log = new(NewData(actionCount, random), [.. Enumerable.Range(0, rows)]);
        Batch = Tabular.Batch(Log);
        var features = Draws.Normal(actionCount, ActionWidth);
        TwoTowerNetwork New(int matchedVectors) => new TwoTowerNetwork(
            new(StateWidth, actionCount, [5], EmbeddingDimension: 4, Dropout: 0, UseActionIdentity: true, matchedVectors), features).Randomized();
        Networks = [New(2), New(1), New(0)];
        using var sampler = new CandidateSampler(Log, CPU);
        Candidates = sampler.Of(Batch);
        NextCandidates = sampler.OfNext(Batch);
    }

    public LogRows Log { get; }

    public TransitionBatch Batch { get; }

    public TwoTowerNetwork[] Networks { get; }

    public CandidateSet Candidates { get; }

    public CandidateSet NextCandidates { get; }

    public int RowCount => _sets.Length;

    /// <summary>Gets whether members are looked up, and whether the whole catalog is embedded.</summary>
    public (bool AreLookedUp, bool IsCatalog) Form => (Candidates.Sets!.Members is not null, Candidates.Indices is null);

    public void Dispose() => _session.Dispose();

    /// <summary>Computes a sum for the members of the set of each row, in the order of the set.</summary>
    public Tensor[] Plain(IReadOnlyList<WeightedNetwork> sum, bool ofNextRows = false) => Map(row =>
    {
        var (states, set) = ofNextRows ? (Batch.NextStates(), _sets[Math.Min(row + 1, RowCount - 1)]) : (Batch.States, _sets[row]);
        var members = tensor(set.Select(action => (long)action).ToArray());
        return sum.Select(part => part.Network.ScoreActions(states[row].unsqueeze(0).expand(set.Length, -1), members).Times(part.Factor)).Sum();
    });

    /// <summary>Returns the number of each row's own action among numbers of its members.</summary>
    public Tensor Own(Tensor[] values) => Stack(row => values[row][Array.IndexOf(_sets[row], _actions[row])]);

    public Tensor Stack(Func<int, Tensor> valueOf) => stack(Map(valueOf));

    /// <summary>Returns the numbers of columns that belong to the members of each row's set, in the order of the set, row after row.</summary>
    public double[] MembersOf(Tensor columns)
    {
        var (places, indices) = (Candidates.Sets!.Members, Candidates.Indices);
        return Tabular.ToArray(cat(Map(row =>
        {
            long[] actions = [.. Enumerable.Range(0, (int)columns.shape[1]).Select(column => places is null ? column : places[row, column].item<long>())];
            if (indices is not null)
                actions = [.. actions.Select(place => indices[place].item<long>())];
            return stack(_sets[row].Select(member => columns[row, Array.IndexOf(actions, (long)member)]));
        })));
    }

    private Tensor[] Map(Func<int, Tensor> valueOf) => [.. Enumerable.Range(0, RowCount).Select(valueOf)];

    private SessionDataset NewData(int actionCount, Random random)
    {
        var states = new FeatureTableBuilder(StateWidth);
        for (var row = 0; row < _sets.Length; row++)
            states.Add(new(StateWidth, [.. Enumerable.Range(0, StateWidth).Select(_ => random.NextSingle() - 0.5f)]));
        return new()
        {
            RowCount = _sets.Length,
            SessionCount = 1,
            SessionOfRow = new int[_sets.Length],
            NextRow = [.. Enumerable.Range(1, _sets.Length - 1), -1],
            Features = states.ToTable(),
            Responses = [[.. _sets.Select(_ => random.NextSingle())]],
            Actions = _actions,
            ActionCount = actionCount,
            Weights = [.. _sets.Select(_ => random.NextSingle())],
            EligibleActions = new([0, .. _sets.Select((_, row) => _sets[..(row + 1)].Sum(set => set.Length))], [.. _sets.SelectMany(set => set)]),
        };
    }
}
