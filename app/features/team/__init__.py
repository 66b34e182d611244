"""What people of a vendor say to one another about their answers: who does what, notes, who is here, what is new.

Nothing of it is the buyer's. This feature stands above all others, so that none can read it, no export, scorecard or
report; and of the pages only the vendor's own may.
"""
