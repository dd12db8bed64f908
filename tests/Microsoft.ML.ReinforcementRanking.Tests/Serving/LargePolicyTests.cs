using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests the ranking of a catalog that is read in several blocks, by a policy of three functions with two action tables.</summary>
public class LargePolicyTests
{
    private const int Actions = 3_000;
    private const int Width = 12;
    private const int Features = 7;

    private readonly Random _random = new(1);

    [Fact]
    public void TopActions_ManyActions_AreThoseOfASort()
    {
        var head = NewHead();
        var features = Numbers(Features);
        var probabilities = head.Probabilities(features);
        var logits = new float[Actions];
        var evaluator = new CategoricalPolicyEvaluator(head);
        evaluator.Load(head.NewRow(features));
        evaluator.Logits().OfAll(logits);
        int[] expected = [.. Enumerable.Range(0, Actions).OrderByDescending(action => logits[action])];

        foreach (var count in new[] { 1, 10, Actions, Actions + 1 })
        {
            var ranked = head.TopActions(features, count);

            ranked.Select(action => action.Id).Should().Equal(expected.Take(count).Select(action => head.ActionIds[action]));
            ranked.Select(action => action.Probability).Should().Equal(expected.Take(count).Select(action => probabilities[action]));
        }
        probabilities.Sum(probability => (double)probability).Should().BeApproximately(1, 1e-5);
    }

    [Fact]
    public void TopActions_EqualScores_AreInTheOrderOfTheCatalog()
    {
        var plan = NetworkPlan.Tower(Features, [], Width);
        var block = new TwoTowerBlock(new(plan, [.. plan.WeightLengths.Select(length => new float[length])]), Numbers(Actions * Width));
        for (var action = 0; action < Actions; action++)
            block.ActionTable[((action + 1) * Width) - 1] = action is 1_700 or 900 or 2_500 ? 2 : 1;

        var ranked = new CategoricalPolicyHead("Action", [new(block, 1, 0)], [], null).TopActions(Numbers(Features), 5);

        ranked.Select(action => action.Id).Should().Equal("901", "1701", "2501", "1", "2");
    }

    [Fact]
    public void Compute_EligibleActions_ReadsNoOthers()
    {
        var table = Numbers(Actions * Width);
        int[] eligible = [.. Enumerable.Range(0, Actions).Where(action => action % 4 == 1)];
        foreach (var action in Enumerable.Range(0, Actions).Except(eligible))
            table.AsSpan(action * Width, Width).Fill(float.NaN);
        var head = new CategoricalPolicyHead("Action", [new(NewFunction(table), 1, 0)], [new(new("Label", 0, 3, 2, 1), [1])], constraintStrength: null);
        head = head.WithActions(head.Actions.WithEligible("Eligible"));
        var (row, evaluator, value) = (head.NewRow(Numbers(Features)), new CategoricalPolicyEvaluator(head), new float[1]);
        row.SetEligibleActions(eligible);
        var sum = 0d;
        foreach (var action in eligible)
        {
            row.ActionIndex = action;
            evaluator.Load(row);
            evaluator.Compute(CategoricalPolicyHead.ProbabilityColumn, value);
            sum += value[0];
        }
        evaluator.ExpectedValues(value);

        sum.Should().BeApproximately(1, 1e-5);
        float.IsFinite(value[0]).Should().BeTrue();
    }

    [Fact]
    public void Compute_OneAction_IsThatOfTheCatalog()
    {
        var head = NewHead();
        var features = Numbers(Features);
        var ranked = head.TopActions(features, Actions).ToDictionary(action => action.Id);
        var evaluator = head.CreateEvaluator();
        var value = new float[1];
        foreach (var action in new[] { 0, 511, 512, 2_999 })
        {
            evaluator.Load(head.NewRow(features, action));
            evaluator.Compute(CategoricalPolicyHead.ScoreColumn, value);
            value[0].Should().Be(ranked[head.ActionIds[action]].Score);
            evaluator.Compute(CategoricalPolicyHead.ProbabilityColumn, value);
            value[0].Should().Be(ranked[head.ActionIds[action]].Probability);
        }
    }

    [Fact]
    public void Compute_AllColumnsOfManyRows_AllocatesNothing()
    {
        var head = NewHead();
        var evaluator = head.CreateEvaluator();
        var row = head.NewRow(Numbers(Features), action: 3);
        var values = new float[1];
        float[][] states = [.. Enumerable.Range(0, 10).Select(_ => Numbers(Features))];
        Score();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Score();

        GC.GetAllocatedBytesForCurrentThread().Should().Be(before);

        void Score()
        {
            foreach (var state in states)
            {
                row.State.Set(state);
                evaluator.Load(row);
                for (var column = 0; column < head.Columns.Count; column++)
                    evaluator.Compute(column, values);
            }
        }
    }

    [Fact]
    public void TopActions_LargeCatalog_NeedsNoMemoryOfItsSize()
    {
        var head = NewHead();
        var features = Numbers(Features);
        head.TopActions(features, 10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        head.TopActions(features, 10);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(Actions, "ten actions are returned");
    }

    private CategoricalPolicyHead NewHead()
    {
        var (own, shared) = (Numbers(Actions * Width), Numbers(Actions * Width));
        PolicyBlock[] blocks =
        [
            new(NewFunction(own), 1, 0), new(NewFunction(shared), 0.5f, 1), new(NewFunction(shared), 0, -0.7f), new(NewFunction(own), 0, 0),
        ];
        return new("Action", blocks, [new(new("Label", 0, 3, 2, 1), [0, 0.5f, 0, 2])], constraintStrength: 2);
    }

    private TwoTowerBlock NewFunction(float[] table)
    {
        var plan = NetworkPlan.Tower(Features, [9], Width);
        return new(new(plan, [.. plan.WeightLengths.Select(Numbers)]), table);
    }

    private float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * _random.NextSingle()) - 1)];
}
