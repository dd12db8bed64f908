using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.ReinforcementRanking.Tests.Files;

/// <summary>Tests that the small parts of a model file are read as they were written, and refused where they cannot be right.</summary>
public class ModelPartTests
{
    [Fact]
    public void Read_Texts_AreThoseThatWereWritten()
    {
        string[] texts = ["", "one", "two"];

        TextFormat.Read(Reader(writer => TextFormat.Write(writer, texts))).Should().Equal(texts);
    }

    [Fact]
    public void Read_SmallestHistory_IsRead()
    {
        TrainingHistoryEntry[] history = [.. Enumerable.Range(0, 3).Select(_ => new TrainingHistoryEntry("", 0, Values(), Values()))];

        var read = ReadHistory(history);

        read.Should().BeEquivalentTo(history);
    }

    [Fact]
    public void Read_History_HasEachNumberInItsPlace()
    {
        TrainingHistoryEntry[] history =
        [
            new("critic", 1, Values(("a", 1), ("b", double.NaN)), Values(("c", double.PositiveInfinity))),
            new("critic", 2, Values(("a", 0.5)), Values()),
        ];

        var read = ReadHistory(history);

        read.Select(entry => entry.ToString()).Should().Equal(history.Select(entry => entry.ToString()));
        read.Should().BeEquivalentTo(history, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_HistoryWithANameTwice_IsRefused()
        => FluentActions.Invoking(() => HistoryFormat.Read(Reader(writer =>
        {
            writer.Write(1);
            writer.Write("critic");
            writer.Write(1);
            writer.Write(2);
            writer.Write("loss");
            writer.Write(1.0);
            writer.Write("loss");
            writer.Write(2.0);
            writer.Write(0);
        }))).Should().Throw<FormatException>().WithMessage("An epoch of the history has the value 'loss' twice.");

    [Theory]
    [InlineData("Click", 0)]
    [InlineData("", 0.999)]
    public void Read_Critic_IsTheOneThatWasWritten(string response, double discount)
    {
        var critic = new ResponseCritic(response, discount, 1.5, 2.5, double.NaN);

        var reader = Reader(writer => CriticFormat.Write(writer, critic));
        var read = CriticFormat.Read(reader);

        reader.RequireEnd();
        read.Should().BeEquivalentTo(critic);
        reader.Position.Should().Be(CriticFormat.Smallest + response.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.001)]
    public void Read_CriticWithADiscountFactorThatNoneHas_IsRefused(double discount)
        => FluentActions.Invoking(() => CriticFormat.Read(Reader(writer => CriticFormat.Write(writer, new("Click", discount, 0, 1, 1)))))
            .Should().Throw<FormatException>().WithMessage("The critic of 'Click' has a discount factor of *, which is not in [0, 1).");

    private static IReadOnlyList<TrainingHistoryEntry> ReadHistory(TrainingHistoryEntry[] history)
    {
        var reader = Reader(writer => HistoryFormat.Write(writer, history));
        var read = HistoryFormat.Read(reader);
        reader.RequireEnd();
        return read;
    }

    private static Dictionary<string, double> Values(params (string Name, double Value)[] values)
        => values.ToDictionary(value => value.Name, value => value.Value);

    private static ModelReader Reader(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            write(writer);
        return new(new BinaryReader(new MemoryStream(stream.ToArray())), stream.ToArray().Length);
    }
}
