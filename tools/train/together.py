"""Several processes that train one network: each takes its part of the batches, and now and then their weights become
their mean. On a processor that others use too, two processes of one thread learn faster than one of two."""
import time

import torch
import torch.distributed as dist


def arguments(parser):
    parser.add_argument("--workers", type=int, default=1, help="processes that train together, each a part of the batches")
    parser.add_argument("--rank", type=int, default=0, help="which of them this is")
    parser.add_argument("--sync", type=float, default=16, help="steps (with --minutes: seconds) between their means")
    parser.add_argument("--minutes", type=float, default=0, help="plan the rate so that training ends by then")


class Together:
    """The workers' meetings and how far the training is, 0 to 1: by steps, or by the clock of the first of them."""

    def __init__(self, args, out, parameters, steps):
        self.args, self.parameters, self.steps = args, parameters, steps
        self.begun, self.step, self.met, self.progress = time.time(), 0, 0, 0.0
        self.due = self.begun + args.sync
        if args.workers > 1:
            dist.init_process_group("gloo", init_method=f"file://{out.absolute()}/meet", rank=args.rank, world_size=args.workers)

    def took_step(self):
        self.step += 1
        self.met += 1
        if time.time() >= self.due if self.args.minutes else self.met >= self.args.sync:
            self.meet()

    def meet(self):
        progress = (time.time() - self.begun) / 60 / self.args.minutes if self.args.minutes else \
            self.step * self.args.workers / self.steps
        if self.args.workers > 1:
            whole = torch.tensor([float(self.met)])
            dist.all_reduce(whole)
            flat = torch.cat([p.detach().reshape(-1) for p in self.parameters]) * (self.met / float(whole))
            dist.all_reduce(flat)
            at = 0
            for p in self.parameters:
                p.data.copy_(flat[at:at + p.numel()].view_as(p))
                at += p.numel()
            said = torch.tensor([progress])
            dist.broadcast(said, 0)
            progress = float(said)
        self.progress, self.met, self.due = progress, 0, time.time() + self.args.sync

    def seconds(self):
        return round(time.time() - self.begun)
